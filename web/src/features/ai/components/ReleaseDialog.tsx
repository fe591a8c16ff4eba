import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Dialog, Select, useDeed, useErrors } from "@/shared/ui";
import { deeds, evaluationsOptions, type Taught } from "../api";

/** Letting go what is held: one document, or all of it, with the evaluation that proves it where there is one. */
export function ReleaseDialog({ one, onClose }: { one: Taught | null; onClose: () => void }) {
  const { t } = useTranslation("ai");
  const { t: common } = useTranslation();
  const evaluations = useInfiniteQuery({ ...evaluationsOptions, enabled: one === null });
  const [proof, setProof] = useState("");
  const { errors, clear, take } = useErrors(["evaluation_id"] as const);
  const { busy, act } = useDeed();
  const trials = (evaluations.data?.pages.flatMap((page) => page.data) ?? []).filter((each) => each.trial && each.ok);
  const go = () =>
    void act({
      run: () => deeds.release(one ? { documents: [one.id] } : { evaluation_id: proof || null }),
      changes: [keys.knowledge()],
      done: t(($) => $.kb.release.done),
      failed: take,
      after: onClose,
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={one ? t(($) => $.kb.release.one, { title: one.title || one.source }) : t(($) => $.kb.release.all)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" busy={busy} onPress={go}>
            {t(($) => $.kb.release.go)}
          </Button>
        </>
      }
    >
      <p className="mb-3">{t(($) => $.kb.release.hint)}</p>
      {!one && (
        <Select
          label={t(($) => $.kb.release.proof)}
          hint={t(($) => $.kb.release.proofHint)}
          value={proof}
          error={errors.evaluation_id}
          onChange={(id) => {
            clear();
            setProof(id);
          }}
          options={[
            { id: "", label: t(($) => $.kb.release.without) },
            ...trials.map(({ id, name }) => ({ id, label: name })),
          ]}
        />
      )}
    </Dialog>
  );
}
