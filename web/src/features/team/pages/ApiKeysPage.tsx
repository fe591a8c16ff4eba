import { Bones } from "@/shared/ui";

export function ApiKeysPage() {
  return <Bones />;
}
