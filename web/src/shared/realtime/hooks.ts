import { useEffect, useRef } from "react";
import { type LiveEvent, live } from "./socket";

/** Watches channels as long as the component is shown. */
export function useChannels(...channels: (string | null)[]): void {
  const wanted = channels.filter((c): c is string => c !== null).join(" ");
  useEffect(() => {
    const ends = wanted
      .split(" ")
      .filter(Boolean)
      .map((channel) => live.watch(channel));
    return () => {
      for (const end of ends) end();
    };
  }, [wanted]);
}

/** Hears events, those of a frame together. The newest `listener` is the one called. */
export function useEvents(listener: (events: LiveEvent[]) => void): void {
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => live.hear((events) => newest.current(events)), []);
}
