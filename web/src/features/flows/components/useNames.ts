import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useSession } from "@/shared/api";
import { agentsOptions } from "../api";

/** People by their ids, as far as the team is known. */
export function useNames(): (id: string | null | undefined) => string {
  const agents = useQuery({ ...agentsOptions, staleTime: 5 * 60_000 });
  const me = useSession((s) => s.me?.user);
  const people = agents.data?.data;
  return useCallback(
    (id) => {
      if (!id) return "";
      if (me?.id === id) return me.name;
      return people?.find((one) => one.user_id === id)?.name ?? "";
    },
    [people, me],
  );
}
