import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { attributesOptions, listsOptions, segmentsOptions, tagsOptions } from "@/shared/known";
import type { Has } from "./model";

/** What the company has that questions may name; null until it is known. `but`: a segment that may not name itself. */
export function useHas(but?: string) {
  const attributes = useQuery(attributesOptions);
  const tags = useQuery(tagsOptions);
  const lists = useQuery(listsOptions);
  const segments = useQuery(segmentsOptions);
  const all = [attributes, tags, lists, segments];
  const has = useMemo((): Has | null => {
    if (!attributes.data || !tags.data || !lists.data || !segments.data) return null;
    return {
      attributes: attributes.data.data,
      tags: tags.data.data.map((tag) => tag.name),
      lists: lists.data.data,
      segments: segments.data.data.filter((one) => one.id !== but),
    };
  }, [attributes.data, tags.data, lists.data, segments.data, but]);
  const failed = all.find((query) => query.isError && !query.data);
  return { has, error: failed?.error ?? null, retry: () => void Promise.all(all.map((query) => query.refetch())) };
}
