import { NotFoundHere } from "@/components/shell/not-found-here.tsx";

export default function NotFoundInCluster() {
  return <NotFoundHere />;
}
