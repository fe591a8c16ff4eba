import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Button, Dialog, toast } from "@/shared/ui";
import { flowDeeds, readFlow } from "../api";
import { useWords } from "../canvas/useWords";
import { differences } from "../model/differences";
import { docOf } from "../model/document";
import { forgetDraft, type Saver } from "../saving";
import { useEditor, useEditorStore } from "../store";
import { bothOf } from "./DiffView";
import { useNames } from "./useNames";

/** Somebody else saved first: nothing of theirs is written over, and nothing of ours is lost. */
export function ConflictDialog({ saver }: { saver: Saver }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const words = useWords();
  const nameOf = useNames();
  const store = useEditorStore();
  const navigate = useNavigate();
  const mine = useEditor((s) => s.history.present);
  const looking = useEditor((s) => s.shown !== null);
  const theirs = useQuery({
    queryKey: ["flow-conflict", saver.flowId],
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => readFlow(saver.flowId, signal),
  });
  const copy = useMutation({
    mutationFn: () => flowDeeds.copyOf(mine, t(($) => $.conflict.copyName, { name: mine.name }).slice(0, 120)),
    onSuccess: (flow) => {
      forgetDraft(saver.flowId);
      if (theirs.data) saver.take(theirs.data);
      toast.done(t(($) => $.conflict.copied));
      void navigate({ to: "/flows/$flowId", params: { flowId: flow.id } });
    },
    onError: toast.failed,
  });
  const flow = theirs.data;
  if (!flow || looking) return null;
  const saved = docOf(flow);
  const changes = differences(saved, mine);
  const see = () =>
    store.setState({
      shown: { doc: bothOf(saved, mine), title: t(($) => $.conflict.see), changes },
      selected: [],
      edges: [],
    });
  return (
    <Dialog
      alert
      open
      onClose={() => undefined}
      title={t(($) => $.conflict.title, {
        name: nameOf(flow.updated_by) || t(($) => $.conflict.somebody),
        time: format.time(flow.updated_at),
      })}
      actions={
        <>
          <Button size="form" onPress={see}>
            {t(($) => $.conflict.see)}
          </Button>
          <Button
            size="form"
            onPress={() => {
              saver.take(flow);
              toast.say(t(($) => $.conflict.took));
            }}
          >
            {t(($) => $.conflict.theirs)}
          </Button>
          <Button size="form" look="primary" busy={copy.isPending} onPress={() => copy.mutate()}>
            {t(($) => $.conflict.copy)}
          </Button>
        </>
      }
    >
      <p className="mb-3">{t(($) => $.conflict.body)}</p>
      <ul className="flex flex-col gap-1 text-sm">
        {[...changes].slice(0, 8).map(([id, change]) => {
          const node = mine.nodes.find((n) => n.id === id) ?? saved.nodes.find((n) => n.id === id);
          return (
            <li key={id}>
              {node ? words.title(node) : id} – {t(($) => $.diff[change])}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
