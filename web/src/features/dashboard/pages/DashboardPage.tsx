import { Bones } from "@/shared/ui";

export function DashboardPage() {
  return <Bones />;
}
