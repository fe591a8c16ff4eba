import { Bones } from "@/shared/ui";

export function TagsPage() {
  return <Bones />;
}
