import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMay } from "@/shared/api";
import { attributesOptions, erpsOptions, listsOptions, segmentsOptions, tagsOptions } from "@/shared/known";
import type { Has } from "./model";

/** What the company has that questions may name; null until it is known. `but`: a segment that may not name itself. */
export function useHas(but?: string) {
  const attributes = useQuery(attributesOptions);
  const tags = useQuery(tagsOptions);
  const lists = useQuery(listsOptions);
  const segments = useQuery(segmentsOptions);
  const mayErp = useMay("read:erp");
  const erps = useQuery({ ...erpsOptions, enabled: mayErp });
  const all = [attributes, tags, lists, segments, ...(mayErp ? [erps] : [])];
  const has = useMemo((): Has | null => {
    if (!attributes.data || !tags.data || !lists.data || !segments.data || (mayErp && !erps.data)) return null;
    return {
      attributes: attributes.data.data,
      tags: tags.data.data.map((tag) => tag.name),
      lists: lists.data.data,
      segments: segments.data.data.filter((one) => one.id !== but),
      erp: erps.data?.data.some((one) => one.connection) ?? false,
    };
  }, [attributes.data, tags.data, lists.data, segments.data, mayErp, erps.data, but]);
  const failed = all.find((query) => query.isError && !query.data);
  return { has, error: failed?.error ?? null, retry: () => void Promise.all(all.map((query) => query.refetch())) };
}
