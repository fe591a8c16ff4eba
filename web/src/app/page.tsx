import { lazyRouteComponent } from "@tanstack/react-router";
import type { FunctionComponent } from "react";
import { useMay } from "@/shared/api";
import { reached } from "@/shared/code";

/** A page that needs a right: who lacks it is told which one, instead of a page of errors. */
export function page<Name extends string>(
  permission: string,
  load: () => Promise<Record<Name, FunctionComponent>>,
  name: Name,
) {
  const Page = lazyRouteComponent<{ default: FunctionComponent }>(async () => ({
    default: (await reached(load))[name],
  }));
  const Denied = lazyRouteComponent(() => import("@/shared/ui/State"), "Denied");
  // biome-ignore lint/correctness/noComponentHookFactories: called once a route, when the module is read
  const Guarded = () => (useMay(permission) ? <Page /> : <Denied permission={permission} />);
  Guarded.preload = Page.preload;
  return Guarded;
}
