import { Bones } from "@/shared/ui";

export function SettingsPage() {
  return <Bones />;
}
