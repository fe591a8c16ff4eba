import { Bones } from "@/shared/ui";

export function NumbersPage() {
  return <Bones />;
}
