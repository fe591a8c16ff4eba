import { Bones } from "@/shared/ui";

export function QueuesPage() {
  return <Bones />;
}
