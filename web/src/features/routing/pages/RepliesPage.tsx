import { Bones } from "@/shared/ui";

export function RepliesPage() {
  return <Bones />;
}
