export { Bubble, EventPill } from "./Bubble";
export { type Content, MessageContent } from "./Content";
export { useMedia } from "./useMedia";
export { WhatsAppText } from "./WhatsAppText";
