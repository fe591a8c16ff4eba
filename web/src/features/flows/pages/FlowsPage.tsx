import { Bones } from "@/shared/ui";

export function FlowsPage() {
  return <Bones />;
}
