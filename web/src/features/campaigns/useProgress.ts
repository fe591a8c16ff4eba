import { useEffect, useRef } from "react";
import { keys, queryClient } from "@/shared/api";
import { useChannels, useEvents } from "@/shared/realtime";
import { freshCampaign, freshRecipients } from "./api";

const PAUSE_MS = 1000;
const PEOPLE_MS = 2000;

/** Reads again when campaigns go on: what is told within a second is read once, their people in two. `id`: only this one. */
export function useProgress(id?: string): void {
  const told = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const people = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      clearTimeout(timer.current ?? undefined);
      clearTimeout(people.current ?? undefined);
    },
    [],
  );
  const readPeople = () => {
    people.current ??= setTimeout(() => {
      people.current = null;
      if (id) void freshRecipients(id);
    }, PEOPLE_MS);
  };
  const read = () => {
    timer.current = null;
    if (told.current.size === 0) return;
    if (id) readPeople();
    else void queryClient.invalidateQueries({ queryKey: keys.campaigns() });
    for (const each of told.current) freshCampaign(each);
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
