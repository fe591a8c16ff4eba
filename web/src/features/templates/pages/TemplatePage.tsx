import { Bones } from "@/shared/ui";

export function TemplatePage() {
  return <Bones />;
}
