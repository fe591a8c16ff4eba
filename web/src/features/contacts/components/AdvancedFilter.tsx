import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, useMay } from "@/shared/api";
import { EVERYBODY, type Query, QueryEditor, type Question, useHas } from "@/shared/query";
import { Bones, Button, Dialog, Failed, Field, useDeed, useErrors } from "@/shared/ui";
import { deeds, told } from "../api";

type Props = {
  text: string;
  onApply: (text: string | undefined) => void;
  onSaved: (segmentId: string) => void;
  onClose: () => void;
};
const FIELDS = ["name"] as const;

/** A question that narrows the list now, or is kept as a segment. */
export function AdvancedFilter({ text, onApply, onSaved, onClose }: Props) {
  const { t } = useTranslation("contacts");
  const { has, error, retry } = useHas();
  const writes = useMay("write:contacts");
  const [question, setQuestion] = useState<Question | null>(null);
  const [name, setName] = useState("");
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  // The address holds the question as text; only the server knows its tree.
  const read = useQuery({
    queryKey: [...keys.segmentCounts(), "read", text],
    enabled: text !== "",
    queryFn: ({ signal }) => ok(api.POST("/api/v1/segments/count", { body: { text }, signal })),
  });
  const start = text === "" ? EVERYBODY : (read.data?.query as Query | undefined);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!question || !name.trim()) return;
    void act({
      run: (key) => deeds.segment(null, { name: name.trim(), description: "", text: question.text }, key),
      changes: [keys.segments()],
      done: t(($) => $.advanced.saved),
      failed: (refused) => {
        const taken = told(refused, "SEGMENT_NAME_TAKEN");
        if (taken) set("name", taken);
        else take(refused);
      },
      after: (made) => onSaved(made.id),
    });
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(($) => $.filter.advanced)}
      actions={
        <Button
          size="form"
          look="primary"
          isDisabled={!question}
          onPress={() => onApply(question && question.text !== "everybody" ? question.text : undefined)}
        >
          {t(($) => $.advanced.apply)}
        </Button>
      }
    >
      {has && start ? (
        <QueryEditor value={start} onChange={setQuestion} has={has} />
      ) : error || read.isError ? (
        <Failed tight error={error ?? read.error} retry={read.isError ? () => void read.refetch() : retry} />
      ) : (
        <Bones rows={4} />
      )}
      {writes && (
        <form onSubmit={save} className="mt-4 flex items-start gap-2 border-t border-line pt-4">
          <Field
            label={t(($) => $.advanced.saveAs)}
            value={name}
            maxLength={120}
            error={errors.name}
            onChange={(value) => {
              clear();
              setName(value);
            }}
            className="flex-1"
          />
          <Button type="submit" size="form" className="mt-[26px]" busy={busy} isDisabled={!question || !name.trim()}>
            {t(($) => $.advanced.save)}
          </Button>
        </form>
      )}
    </Dialog>
  );
}
