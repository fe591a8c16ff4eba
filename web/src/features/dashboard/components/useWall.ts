import { useEffect } from "react";

/** Keeps the screen from going dark while the page is in sight; where the browser can't, nothing happens. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let left = false;
    const hold = async () => {
      if (document.visibilityState !== "visible") return;
      const taken = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
      if (left) void taken?.release();
      else lock = taken;
    };
    void hold();
    // A page that was hidden has lost it.
    document.addEventListener("visibilitychange", hold);
    return () => {
      left = true;
      document.removeEventListener("visibilitychange", hold);
      void lock?.release();
    };
  }, []);
}

/** Escape leaves. In full screen the browser keeps that key for itself: the end of the full screen tells of it. */
export function useLeave(leave: () => void): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => event.key === "Escape" && leave();
    const screen = () => !document.fullscreenElement && leave();
    addEventListener("keydown", key);
    document.addEventListener("fullscreenchange", screen);
    return () => {
      removeEventListener("keydown", key);
      document.removeEventListener("fullscreenchange", screen);
    };
  }, [leave]);
}
