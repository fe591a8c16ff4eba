import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, newKey, queryClient } from "@/shared/api";
import { Button, Dialog, Field, toast, useErrors } from "@/shared/ui";
import { flowDeeds } from "../api";
import { useWords } from "../canvas/useWords";
import { nodeOf } from "../model/document";
import { type Extraction, extraction } from "../model/extract";
import { edit, select, useEditorStore } from "../store";

/** The chosen blocks become a flow of their own, which a block calls in their place. */
export function ExtractDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const store = useEditorStore();
  const [found] = useState(() => {
    const { history, selected } = store.getState();
    return extraction(history.present, new Set(selected));
  });
  if (typeof found !== "string") return <Extract found={found} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.deed.extract)}
      actions={
        <Button size="form" onPress={onClose}>
          {common(($) => $.close)}
        </Button>
      }
    >
      <p>{t(($) => $.extract[found])}</p>
    </Dialog>
  );
}

function Extract({ found, onClose }: { found: Extraction; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const store = useEditorStore();
  const words = useWords();
  const { errors, take, clear } = useErrors(["name"]);
  const [key] = useState(newKey);
  const [name, setName] = useState(() => {
    const { present } = store.getState().history;
    const entry = nodeOf(present, found.entry);
    return `${present.name} – ${entry ? words.title(entry) : ""}`.slice(0, 120);
  });
  const make = useMutation({
    mutationFn: () =>
      flowDeeds.create(
        {
          name: name.trim(),
          trigger: { kind: "manual" },
          nodes: found.nodes as unknown as Record<string, unknown>[],
          edges: found.edges as unknown as Record<string, unknown>[],
        },
        key,
      ),
    onSuccess: (flow) => {
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
      const [next, call] = found.calling(flow.id, flow.name);
      edit(store, next);
      select(store, [call]);
      toast.done(t(($) => $.extract.done, { name: flow.name }));
      onClose();
    },
    onError: take,
  });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    clear();
    if (name.trim() && !make.isPending) make.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.deed.extract)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" busy={make.isPending} isDisabled={!name.trim()} onPress={() => submit()}>
            {t(($) => $.extract.run)}
          </Button>
        </>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field
          autoFocus
          label={t(($) => $.extract.name)}
          value={name}
          onChange={setName}
          maxLength={120}
          error={errors.name}
        />
        <ul className="flex list-disc flex-col gap-1 pl-5 text-sm">
          <li>{t(($) => $.extract.what, { count: found.blocks })}</li>
          {found.passed.length > 0 && <li>{t(($) => $.extract.passed, { names: found.passed.join(", ") })}</li>}
          {found.results.length > 0 && <li>{t(($) => $.extract.results, { names: found.results.join(", ") })}</li>}
          {found.forks && <li>{t(($) => $.extract.exits)}</li>}
          <li>{t(($) => $.extract.publish)}</li>
        </ul>
      </form>
    </Dialog>
  );
}
