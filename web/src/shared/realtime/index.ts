export { useChannels, useEvents } from "./hooks";
export { type LiveEvent, live, useLine } from "./socket";
