import { useEffect, useRef } from "react";
import { keys, queryClient } from "@/shared/api";
import { useChannels, useEvents } from "@/shared/realtime";

const PAUSE_MS = 1000;

/** Reads again when campaigns go on: what is told within a second is read once. `id`: only this one. */
export function useProgress(id?: string): void {
  const told = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const read = () => {
    timer.current = null;
    if (told.current.size === 0) return;
    if (!id) void queryClient.invalidateQueries({ queryKey: keys.campaigns() });
    for (const each of told.current) void queryClient.invalidateQueries({ queryKey: keys.campaign(each) });
    told.current.clear();
    timer.current = setTimeout(read, PAUSE_MS);
  };
  useChannels("campaigns");
  useEvents((events) => {
    for (const { type, data } of events) {
      const about = type === "campaign_progress" ? String(data.campaign_id) : undefined;
      if (about && (!id || about === id)) told.current.add(about);
    }
    if (told.current.size > 0 && timer.current === null) read();
  });
}
