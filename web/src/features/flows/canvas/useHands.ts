import { useRef, useState } from "react";

type Hands = Record<string, (...given: never[]) => unknown>;

/**
 * The same functions for as long as the canvas lives, each doing what it would do now. The canvas keeps every function it is given in
 * its store, and each that is another one wakes up all its blocks, handles and edges: with every frame of a drag.
 */
export function useHands<T extends Hands>(hands: T): T {
  const latest = useRef(hands);
  latest.current = hands;
  const [stable] = useState(() => {
    const names = Object.keys(hands) as (keyof T)[];
    return Object.fromEntries(
      names.map((name) => [name, (...given: never[]) => latest.current[name]?.(...given)]),
    ) as T;
  });
  return stable;
}
