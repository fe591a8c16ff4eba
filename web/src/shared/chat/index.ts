export { Bubble, EventPill, type Side, Ticks } from "./Bubble";
export { type Content, MessageContent } from "./Content";
export { WhatsAppText } from "./WhatsAppText";
