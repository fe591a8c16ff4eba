import { ApiError, type Schema, useSession } from "@/shared/api";
import { send } from "./outbox";

type Limits = Schema<"CapabilitiesOut">["media"];
export type Kind = "image" | "video" | "audio" | "document";

/** As which kind a file leaves: what the number's provider takes as a picture, video or sound is one, the rest are documents. */
export function kindOf(file: Pick<File, "type">, limits: Limits): Kind {
  const mime = file.type.split(";")[0] ?? "";
  for (const kind of ["image", "video", "audio"] as const) if (limits[kind]?.mime_types.includes(mime)) return kind;
  return "document";
}

export type Refusal = { reason: "size"; most: number } | { reason: "type" };

/** Why a file can't leave by this number; null when it can. Checked before a byte is sent. */
export function refusal(file: Pick<File, "type" | "size">, limits: Limits): Refusal | null {
  const limit = limits[kindOf(file, limits)];
  if (!limit) return { reason: "type" };
  if (file.size > limit.most_bytes) return { reason: "size", most: limit.most_bytes };
  return null;
}

/** Uploads with progress from 0 to 1. Raises ApiError. */
export function upload(
  file: File | Blob,
  name: string,
  onProgress: (share: number) => void,
): Promise<Schema<"MediaOut">> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of how far an upload is.
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, name);
    request.open("POST", "/api/v1/whatsapp/media");
    request.setRequestHeader("authorization", `Bearer ${useSession.getState().token}`);
    request.setRequestHeader("accept-language", document.documentElement.lang);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new ApiError({ status: 0, code: "OFFLINE", message: "" }));
    request.onload = () => {
      const body = JSON.parse(request.responseText || "null") as {
        error?: { code: string; message: string; request_id: string };
      } | null;
      if (request.status < 300) resolve(body as unknown as Schema<"MediaOut">);
      else
        reject(
          new ApiError({
            status: request.status,
            code: body?.error?.code ?? "UNEXPECTED_ANSWER",
            message: body?.error?.message ?? `HTTP ${request.status}`,
            requestId: body?.error?.request_id,
          }),
        );
    };
    request.send(form);
  });
}

/** Sends a stored file into a conversation as what it is. */
export function sendStored(
  conversationId: string,
  stored: Schema<"MediaOut">,
  kind: Kind,
  more: { caption?: string; voice?: boolean; filename?: string },
): void {
  const caption = more.caption || undefined;
  const file = { media_id: stored.id, conversation_id: conversationId };
  const content = {
    media_id: stored.id,
    mime_type: stored.mime_type,
    size: stored.size,
    filename: more.filename ?? null,
    caption: caption ?? null,
  };
  const text = caption ?? more.filename ?? kind;
  const shared = { conversationId, type: kind, content, text };
  if (kind === "audio") send({ ...shared, route: "send-audio", body: { ...file, voice: more.voice ?? false } });
  else if (kind === "document")
    send({ ...shared, route: "send-document", body: { ...file, caption, filename: more.filename } });
  else send({ ...shared, route: "send-media", body: { ...file, caption, type: kind } });
}
