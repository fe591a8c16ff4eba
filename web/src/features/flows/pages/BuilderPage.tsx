import { Bones } from "@/shared/ui";

export function BuilderPage() {
  return <Bones />;
}
