import { Bones } from "@/shared/ui";

export function HoursPage() {
  return <Bones />;
}
