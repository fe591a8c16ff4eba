import { Bones } from "@/shared/ui";

export function NumberPage() {
  return <Bones />;
}
