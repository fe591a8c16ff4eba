import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Confirm } from "./Layer";

/** Asks before changes are lost. `dirty` is asked at the moment of leaving. */
export function Leaving({ dirty }: { dirty: () => boolean }) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && dirty(),
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  if (status !== "blocked") return null;
  return (
    <Confirm open onClose={reset} title={t(($) => $.leaving.title)} action={t(($) => $.leaving.go)} onConfirm={proceed}>
      {t(($) => $.leaving.hint)}
    </Confirm>
  );
}
