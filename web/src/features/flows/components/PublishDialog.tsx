import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Detail, keys, queryClient } from "@/shared/api";
import { Banner, Bones, Button, Dialog, Field, toast } from "@/shared/ui";
import { casesOptions, diffOptions, type Flow, flowDeeds, sessionsOptions } from "../api";
import { TriggerForm } from "../inspector/FlowForm";
import type { Saver } from "../saving";
import { useEditor } from "../store";
import { DiffList } from "./DiffView";
import { learnVersions } from "./VersionsPanel";

/** Before a draft goes live: what changes, whom it meets, which test cases are played again. */
export function PublishDialog({ saver, flow, onClose }: { saver: Saver; flow: Flow; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const name = useEditor((s) => s.history.present.name);
  const trigger = useEditor((s) => s.history.present.trigger.kind);
  const waits = useEditor((s) => s.history.present.is_default || s.history.present.is_fallback);
  /** Nobody who writes starts it: likely not what is meant, and asked as long as the dialog is open. */
  const [silent] = useState(trigger === "manual" && !waits);
  const [note, setNote] = useState("");
  const [refused, setRefused] = useState<Detail[]>([]);
  const sessions = useQuery({ ...sessionsOptions(flow.id, "running", 1), staleTime: 0 });
  const cases = useQuery(casesOptions(flow.id));
  const diff = useQuery({
    ...diffOptions(flow.id, String(flow.version), "draft", saver.draftVersion),
    enabled: flow.version > 0,
  });
  const publish = useMutation({
    mutationFn: async () => {
      // What was typed a moment ago must be in it.
      if (!(await saver.flush())) throw new ApiError({ status: 0, code: "OFFLINE", message: "" });
      return flowDeeds.publish(flow.id, note.trim());
    },
    onSuccess: (fresh) => {
      queryClient.setQueryData(keys.flow(flow.id), fresh);
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
      learnVersions(flow.id);
      toast.done(t(($) => $.publish.done, { version: fresh.version }));
      onClose();
    },
    onError: (error) => {
      const told = error instanceof ApiError ? error.details : [];
      setRefused(told);
      if (told.length === 0) toast.failed(error);
      void saver.check();
    },
  });
  const running = sessions.data?.pagination.total ?? 0;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(($) => $.publish.title, { name })}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" busy={publish.isPending} onPress={() => publish.mutate()}>
            {t(($) => $.head.publish)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {refused.length > 0 && (
          <div role="alert">
            <Banner tone="danger">
              <b>{t(($) => $.publish.refused)}</b>
              <ul className="list-disc pl-5">
                {refused.map((one) => (
                  <li key={one.field + one.message}>{one.message}</li>
                ))}
              </ul>
            </Banner>
          </div>
        )}
        {silent ? (
          <div className="flex flex-col gap-3">
            <Banner tone="warn">{t(($) => $.publish.silent)}</Banner>
            <TriggerForm />
          </div>
        ) : (
          <p>{t(($) => $.publish.starts, { trigger: t(($) => $.trigger.kinds[trigger as "manual"]) })}</p>
        )}
        <p>
          {running > 0 ? t(($) => $.publish.running, { count: running }) : t(($) => $.publish.nobody)}{" "}
          {(cases.data?.length ?? 0) > 0 && t(($) => $.publish.cases, { count: cases.data?.length ?? 0 })}
        </p>
        {flow.version === 0 ? (
          <p>{t(($) => $.publish.first)}</p>
        ) : (
          <section>
            <h3 className="mb-2 text-sm font-semibold text-fg">
              {t(($) => $.publish.changes, { version: flow.version })}
            </h3>
            {diff.data ? <DiffList diff={diff.data} /> : <Bones rows={2} />}
          </section>
        )}
        <Field
          label={t(($) => $.publish.note)}
          hint={t(($) => $.publish.noteHint)}
          rows={2}
          maxLength={500}
          value={note}
          onChange={setNote}
        />
      </div>
    </Dialog>
  );
}
