import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Banner, Bones, Button, Card, Failed, LinkButton, Select, useDeed } from "@/shared/ui";
import { deeds, evaluationOptions, evaluationsOptions } from "../api";
import { proofOf, proves, setsOf } from "../prompts";
import { Results } from "./Results";

type Props = { text: string; error: string | undefined; busy: boolean; onSave: (evaluationId: string) => void };

/** Questions with known answers, put to a text before it is live. */
export function GateCard({ text, error, busy, onSave }: Props) {
  const { t } = useTranslation("ai");
  const list = useInfiniteQuery(evaluationsOptions);
  const [chosen, setChosen] = useState<string | null>(null);
  const [ran, setRan] = useState<string | null>(null);
  const { busy: starting, act } = useDeed();
  const run = useQuery({ ...evaluationOptions(ran ?? ""), enabled: ran !== null });
  const sets = setsOf(list.data?.pages.flatMap((page) => page.data) ?? []);
  const set = sets.find((one) => one.name === chosen);
  const proof = run.data;
  const start = () =>
    set &&
    void act({
      run: (key) => deeds.evaluate(proofOf(set, text), key),
      changes: [keys.evaluations()],
      after: (one) => setRan(one.id),
    });
  return (
    <Card title={t(($) => $.gate.title)}>
      <p className="-mt-2 mb-3 text-sm text-fg-3">{t(($) => $.gate.hint)}</p>
      {list.isError && !list.data ? (
        <Failed tight error={list.error} retry={() => void list.refetch()} />
      ) : !list.data ? (
        <Bones rows={1} className="h-9" />
      ) : sets.length === 0 ? (
        <div className="flex flex-wrap items-center gap-3 text-sm text-fg-2">
          <span className="min-w-0 flex-1">{t(($) => $.gate.noSets)}</span>
          <LinkButton to="/settings/ai/evaluations" look="secondary">
            {t(($) => $.gate.toSets)}
          </LinkButton>
        </div>
      ) : (
        <div className="flex flex-wrap items-end gap-2">
          <Select
            className="min-w-48 flex-1"
            label={t(($) => $.gate.set)}
            placeholder={t(($) => $.gate.pick)}
            options={sets.map(({ name }) => ({ id: name, label: name }))}
            value={chosen}
            onChange={setChosen}
          />
          <Button size="form" busy={starting} isDisabled={!set || !text.trim()} onPress={start}>
            {t(($) => $.gate.run)}
          </Button>
        </div>
      )}
      {error && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {error}
        </p>
      )}
      {proof && (
        <div className="mt-4 flex flex-col gap-3">
          {!proves(proof, text) && <Banner>{t(($) => $.gate.other)}</Banner>}
          <Results one={proof} />
          {proof.ok && proves(proof, text) && (
            <Button
              look="primary"
              className="self-end"
              icon={<ShieldCheck aria-hidden />}
              busy={busy}
              onPress={() => onSave(proof.id)}
            >
              {t(($) => $.gate.save)}
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}
