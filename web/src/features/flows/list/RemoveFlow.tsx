import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient } from "@/shared/api";
import { Confirm, Field, toast } from "@/shared/ui";
import { type Flow, flowDeeds, sessionsOptions } from "../api";

/** Says what will be lost; a flow that people are in asks for its name. */
export function RemoveFlow({ flow, onClose }: { flow: Flow; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const running = useQuery({ ...sessionsOptions(flow.id, "running", 1), staleTime: 0 });
  const count = running.data?.pagination.total ?? 0;
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    mutationFn: () => flowDeeds.remove(flow.id),
    onSuccess: () => {
      toast.done(t(($) => $.list.deleted));
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
      onClose();
    },
    onError: (error) => {
      toast.failed(error);
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.list.deleteTitle, { name: flow.name })}
      action={t(($) => $.list.delete)}
      busy={remove.isPending}
      ready={!running.isPending && (count === 0 || typed === flow.name)}
      onConfirm={() => remove.mutate()}
    >
      <p>{t(($) => $.list.deleteBody)}</p>
      {count > 0 && (
        <>
          <p className="mt-2">{t(($) => $.list.deleteRunning, { count })}</p>
          <Field
            className="mt-3"
            label={t(($) => $.list.typeName, { name: flow.name })}
            value={typed}
            onChange={setTyped}
          />
        </>
      )}
    </Confirm>
  );
}
