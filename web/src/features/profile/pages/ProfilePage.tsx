import { Bones } from "@/shared/ui";

export function ProfilePage() {
  return <Bones />;
}
