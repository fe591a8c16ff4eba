import { Bones } from "@/shared/ui";

export function InboxPage() {
  return <Bones />;
}
