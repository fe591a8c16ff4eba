import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, keys, ok, type Schema } from "@/shared/api";
import { complete, type Query, tidy } from "./model";

const PAUSE_MS = 250;

/** What was typed last: a tree by the form, or a text. */
export type Asked = { query: Query } | { text: string };
export type Answer = Omit<Schema<"CountOut">, "query"> & { query: Query };

function bodyOf(asked: Asked): Schema<"QuestionIn"> | null {
  if ("text" in asked) return { text: asked.text.trim() || "everybody" };
  return complete(asked.query) ? { query: tidy(asked.query) as unknown as Record<string, unknown> } : null;
}

/** How many a question holds for now, a few of them, and the question both ways. The newest question wins. */
export function useAnswer(asked: Asked) {
  const body = JSON.stringify(bodyOf(asked));
  const [settled, setSettled] = useState(body);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(body), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [body]);
  const whole = settled !== "null";
  const counted = useQuery({
    queryKey: [...keys.segmentCounts(), settled],
    enabled: whole,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ok(api.POST("/api/v1/segments/count", { body: JSON.parse(settled), signal })),
  });
  const current = whole && settled === body && counted.isSuccess && !counted.isPlaceholderData;
  return {
    /** The answer to what is asked now; while it is on its way nothing. */
    answer: current ? (counted.data as unknown as Answer) : null,
    /** The last one that came, to be shown meanwhile. */
    last: (counted.data ?? null) as unknown as Answer | null,
    error: settled === body && counted.isError ? counted.error : null,
    open: body === "null",
    busy: settled !== body || counted.isFetching,
    retry: () => void counted.refetch(),
  };
}
