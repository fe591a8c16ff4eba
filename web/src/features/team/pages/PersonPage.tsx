import { Bones } from "@/shared/ui";

export function PersonPage() {
  return <Bones />;
}
