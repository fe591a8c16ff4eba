import { Bones } from "@/shared/ui";

export function TemplatesPage() {
  return <Bones />;
}
