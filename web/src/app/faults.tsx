import { type ErrorComponentProps, lazyRouteComponent } from "@tanstack/react-router";
import { Suspense } from "react";

// Needed when something went wrong, and fetched then. The router asks a lazy one whether it is fetched, and draws everything anew
// when the answer changes: these two are whole to it, and wait inside.
const Failed = lazyRouteComponent(() => import("./ErrorBoundary"), "PageFailed");
const Unknown = lazyRouteComponent(() => import("./ErrorBoundary"), "NoSuchPage");

export function PageFailed(props: ErrorComponentProps) {
  return (
    <Suspense>
      <Failed {...props} />
    </Suspense>
  );
}

export function NoSuchPage() {
  return (
    <Suspense>
      <Unknown />
    </Suspense>
  );
}

/** Reads them before anything failed: without a network they could not be read any more. */
export const fetchFaults = (): void => void Failed.preload?.();
