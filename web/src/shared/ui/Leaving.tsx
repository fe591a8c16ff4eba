import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "./Layer";

type Props = {
  /** Asked at the moment of leaving. */
  dirty: () => boolean;
  /** Other views of the page, which its address tells apart, take this one's place as well. */
  views?: boolean;
};

/** Asks before changes are lost. */
export function Leaving({ dirty, views }: Props) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => (views || current.pathname !== next.pathname) && dirty(),
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  return status === "blocked" ? <Ask onStay={reset} onGo={proceed} /> : null;
}

function Ask({ onStay, onGo }: { onStay: () => void; onGo: () => void }) {
  const { t } = useTranslation();
  return (
    <Confirm open onClose={onStay} title={t(($) => $.leaving.title)} action={t(($) => $.leaving.go)} onConfirm={onGo}>
      {t(($) => $.leaving.hint)}
    </Confirm>
  );
}

/**
 * For a drawer or dialog that is filled in: `close` is what its buttons, Escape and a press outside do, `asking` belongs beside it.
 * What is saved closes without being asked.
 */
export function useClosing(dirty: boolean, onClose: () => void): { close: () => void; asking: ReactNode } {
  const [asked, setAsked] = useState(false);
  return {
    close: () => (dirty ? setAsked(true) : onClose()),
    asking: (
      <>
        <Leaving dirty={() => dirty} />
        {asked && <Ask onStay={() => setAsked(false)} onGo={onClose} />}
      </>
    ),
  };
}
