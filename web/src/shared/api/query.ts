import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./error";

const TRIES = 3;
const LONGEST_PAUSE_MS = 15_000;

/** What passes is tried again on its own; what the server refused is not. */
function again(count: number, error: unknown): boolean {
  return error instanceof ApiError && error.passing && count < TRIES;
}

function pause(count: number, error: unknown): number {
  const told = error instanceof ApiError ? error.retryAfter : null;
  return told ? told * 1000 : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** count);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // Asked even when the browser thinks that there is no network: what then fails is said, instead of a wait without end.
    queries: {
      networkMode: "always",
      refetchOnReconnect: true,
      staleTime: 30_000,
      retry: again,
      retryDelay: pause,
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: "always", retry: false },
  },
});
