import { lazyRouteComponent } from "@tanstack/react-router";

// Needed when something went wrong, and fetched then.
export const PageFailed = lazyRouteComponent(() => import("./ErrorBoundary"), "PageFailed");
export const NoSuchPage = lazyRouteComponent(() => import("./ErrorBoundary"), "NoSuchPage");
