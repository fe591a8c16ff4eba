import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Banner, Button, Confirm, Dialog, toast, useDeed } from "@/shared/ui";
import { deeds, type Segment, told } from "../api";

type Props = { segment: Segment; onClose: () => void; onGone?: () => void };

/** Asks, and says what still uses it when the server refuses for that. */
export function RemoveSegment({ segment, onClose, onGone }: Props) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation();
  const [used, setUsed] = useState<string | null>(null);
  const { busy, act } = useDeed();
  const remove = () =>
    act({
      run: () => deeds.removeSegment(segment.id),
      changes: [keys.segments()],
      done: t(($) => $.removed),
      failed: (error) => {
        const using = told(error, "SEGMENT_IN_USE");
        if (using) setUsed(using);
        else toast.failed(error);
      },
      after: () => {
        onClose();
        onGone?.();
      },
    });
  if (used)
    return (
      <Dialog
        open
        alert
        onClose={onClose}
        title={t(($) => $.inUse)}
        actions={
          <Button size="form" look="primary" autoFocus onPress={onClose}>
            {common(($) => $.close)}
          </Button>
        }
      >
        <Banner>{used}</Banner>
      </Dialog>
    );
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.removeAsk, { name: segment.name })}
      action={t(($) => $.remove)}
      busy={busy}
      onConfirm={() => void remove()}
    >
      {t(($) => $.removeHint)}
    </Confirm>
  );
}
