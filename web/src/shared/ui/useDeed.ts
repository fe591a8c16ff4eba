import { useRef, useState } from "react";
import { newKey } from "@/shared/api/client";
import { ApiError } from "@/shared/api/error";
import { queryClient } from "@/shared/api/query";
import { toast } from "./toast";

type Deed<T> = {
  /** `key`: the same until the server has decided, so that a repetition acts once. */
  run: (key: string) => Promise<T>;
  /** What is read again. */
  changes?: readonly (readonly unknown[])[];
  done?: string;
  after?: (result: T) => void;
  failed?: (error: unknown) => void;
};

/** Something is done at the server: once at a time, told at the edge of the page how it went. */
export function useDeed() {
  const key = useRef(newKey());
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const act = async <T>({ run, changes = [], done, after, failed = toast.failed }: Deed<T>): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      const result = await run(key.current);
      key.current = newKey();
      for (const queryKey of changes) void queryClient.invalidateQueries({ queryKey });
      if (done) toast.done(done);
      after?.(result);
    } catch (error) {
      // Refused is decided: what is sent next is another request. Without an answer nothing is known, and the key stays.
      if (error instanceof ApiError && !error.passing) key.current = newKey();
      failed(error);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, act };
}
