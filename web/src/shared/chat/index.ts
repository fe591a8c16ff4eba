export { Bubble, EventPill, type Side, Ticks } from "./Bubble";
export { type Content, MessageContent } from "./Content";
export type { Media, Viewer } from "./MediaParts";
export { useMedia } from "./useMedia";
export { WhatsAppText } from "./WhatsAppText";
