import { create } from "zustand";
import type { KindId } from "../model/kinds";

const PLACE = "pytake.palette";
const MOST = 4;
type Habits = { stars: KindId[]; recent: KindId[] };

function read(): Habits {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}") as Partial<Habits>;
    return { stars: kept.stars ?? [], recent: kept.recent ?? [] };
  } catch {
    return { stars: [], recent: [] };
  }
}

/** What this person draws with: chosen by hand, and used last. */
export const useHabits = create<Habits>(read);
useHabits.subscribe((habits) => localStorage.setItem(PLACE, JSON.stringify(habits)));

export const used = (id: KindId): void =>
  useHabits.setState(({ recent }) => ({ recent: [id, ...recent.filter((one) => one !== id)].slice(0, MOST) }));
export const star = (id: KindId): void =>
  useHabits.setState(({ stars }) => ({ stars: stars.includes(id) ? stars.filter((s) => s !== id) : [...stars, id] }));
