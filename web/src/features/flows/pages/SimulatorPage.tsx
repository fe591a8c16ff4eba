import { Bones } from "@/shared/ui";

export function SimulatorPage() {
  return <Bones />;
}
