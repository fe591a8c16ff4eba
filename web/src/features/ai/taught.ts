import type { Tone } from "@/shared/ui";
import type { Taught } from "./api";

/** What a form takes at most, as the server does. */
export const LARGEST = 20 * 1024 * 1024;
/** As it is told: a round figure that is surely taken. */
export const SAID = 20_000_000;
export const ENDINGS = ["pdf", "docx", "html", "htm", "txt", "md", "markdown"] as const;

export type Refusal = "tooLarge" | "wrongKind" | "empty";

/** Why a file would not be taken, known before a byte is sent. */
export function refusal(file: Pick<File, "name" | "size">): Refusal | null {
  const ending = file.name.includes(".") ? (file.name.split(".").at(-1)?.toLowerCase() ?? "") : "";
  if (!ENDINGS.some((one) => one === ending)) return "wrongKind";
  if (file.size > LARGEST) return "tooLarge";
  return file.size === 0 ? "empty" : null;
}

export const TONE_OF: Record<Taught["state"], Tone> = { reading: "info", ready: "brand", failed: "danger" };
