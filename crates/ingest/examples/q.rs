fn main(){ for pattern in ["\"", ",\"", ",\"\"x", "\"\"x,", "\n\"a", ",\"\"\"", ", \"", "\n\"\"a", "x\n"] { for n in [1usize<<16, 1<<17, 1<<18] { for cb in [64usize, 1<<22] {
 let b=[b"alpha,beta\n", pattern.repeat(n).as_bytes()].concat(); let t=std::time::Instant::now();
 let o=aftersight_ingest::Options{chunk_bytes:cb,..Default::default()};
 let r=aftersight_ingest::open("x",b.into(),&o); let op=t.elapsed();
 let c = r.as_ref().map(|s| s[0].chunk_count()).map_err(|e| e.code());
 if let Ok(s)=&r { for k in 0..s[0].chunk_count(){ let _=s[0].read(k,100);} }
 println!("{pattern:?} {n} cb {cb} open {op:?} all {:?} chunks {c:?}", t.elapsed()); }}}}
