import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient } from "@/shared/api";
import { Button, Dialog, Field, Radios, toast, useErrors } from "@/shared/ui";
import { flowDeeds, foldersOptions } from "../api";

const NONE = "";
const NEW = "\u0000new";
type Props = { ids: string[]; now: string; onClose: () => void; onDone: () => void };

/** Puts flows into a folder: one that is there, a new one, or none. */
export function MoveDialog({ ids, now, onClose, onDone }: Props) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const folders = useQuery(foldersOptions);
  const [place, setPlace] = useState(now);
  const [name, setName] = useState("");
  const { errors, take } = useErrors(["folder"]);
  const names = folders.data?.map((one) => one.name) ?? [];
  const move = useMutation({
    mutationFn: () => flowDeeds.move(ids, place === NEW ? name.trim() : place),
    onSuccess: ({ moved }) => {
      toast.done(t(($) => $.list.moved, { count: moved }));
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
      onDone();
    },
    onError: take,
  });
  const ready = place !== NEW || name.trim() !== "";
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (ready && !move.isPending) move.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.list.moveTitle, { count: ids.length })}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" busy={move.isPending} isDisabled={!ready} onPress={() => submit()}>
            {t(($) => $.list.moveHere)}
          </Button>
        </>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Radios
          label={t(($) => $.list.folder)}
          value={place}
          onChange={setPlace}
          options={[
            { id: NONE, label: t(($) => $.list.noFolder) },
            ...names.map((one) => ({ id: one, label: one })),
            { id: NEW, label: t(($) => $.list.newFolder) },
          ]}
        />
        {place === NEW && (
          <Field
            autoFocus
            label={t(($) => $.list.folderName)}
            value={name}
            onChange={setName}
            maxLength={60}
            error={errors.folder}
          />
        )}
      </form>
    </Dialog>
  );
}
