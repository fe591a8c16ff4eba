import { raw } from "@/shared/api";

type Form = "json" | "yaml";

/** A flow as a file that the browser saves: the draft, or one of its versions. */
export async function download(flowId: string, form: Form, name: string, version?: number): Promise<void> {
  const which = version === undefined ? "" : `&version=${version}`;
  const response = await raw(`/api/v1/flows/${flowId}/export?form=${form}${which}`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.trim() || "flow"}${version === undefined ? "" : ` v${version}`}.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
