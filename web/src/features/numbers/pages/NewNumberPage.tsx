import { Bones } from "@/shared/ui";

export function NewNumberPage() {
  return <Bones />;
}
