import { Send, Square, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton, toast } from "@/shared/ui";

const LONGEST_S = 300;

type RecorderProps = { onRecorded: (sound: Blob) => void; onEnd: () => void };

/** Records the microphone from when it is drawn; what is recorded is sent only when somebody says so. */
export function Recorder({ onRecorded, onEnd }: RecorderProps) {
  const { t } = useTranslation("inbox");
  const recorder = useRef<MediaRecorder | null>(null);
  const keep = useRef(false);
  const told = useRef({ onRecorded, onEnd });
  told.current = { onRecorded, onEnd };
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    if (seconds === null) return;
    if (seconds >= LONGEST_S) recorder.current?.stop();
    const timer = setTimeout(() => setSeconds(seconds + 1), 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it records once, from when it is drawn
  useEffect(() => {
    let gone = false;
    const begin = async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const silence = () => {
        for (const track of stream.getTracks()) track.stop();
      };
      if (gone) return silence();
      const made = new MediaRecorder(stream);
      const parts: Blob[] = [];
      made.ondataavailable = (event) => parts.push(event.data);
      made.onstop = () => {
        silence();
        if (keep.current && parts.length > 0) told.current.onRecorded(new Blob(parts, { type: made.mimeType }));
        told.current.onEnd();
      };
      recorder.current = made;
      made.start();
      setSeconds(0);
    };
    begin().catch(() => {
      if (gone) return;
      toast.say(t(($) => $.composer.noMicrophone));
      told.current.onEnd();
    });
    return () => {
      gone = true;
      keep.current = false;
      if (recorder.current?.state === "recording") recorder.current.stop();
    };
  }, []);
  const stop = (sending: boolean) => {
    keep.current = sending;
    recorder.current?.stop();
  };
  if (seconds === null) return null;
  return (
    <span className="flex items-center gap-1 rounded-full bg-danger-soft px-2 text-sm text-danger">
      <Square className="size-3 animate-pulse fill-current" aria-hidden />
      <span className="tnum" role="timer">
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
      </span>
      <IconButton label={t(($) => $.composer.voiceDiscard)} onPress={() => stop(false)}>
        <Trash2 aria-hidden />
      </IconButton>
      <IconButton label={t(($) => $.composer.voiceSend)} onPress={() => stop(true)}>
        <Send aria-hidden />
      </IconButton>
    </span>
  );
}
