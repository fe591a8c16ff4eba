import { Bones } from "@/shared/ui";

export function TeamPage() {
  return <Bones />;
}
